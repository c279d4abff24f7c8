// Database: an SQLite file, with what the house asks of one.
//
// One writer, rollback journal, synchronous FULL, no trust in the stored schema. Whatever SQLite
// says is wrong becomes a failure of the surroundings that names the file, but for a file that is
// no database of ours, or a damaged one, which is wrong input. Not for several threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "corpus/model/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace twinbill::store {

// A prepared statement. Parameters and columns count from 0.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  void Bind(int parameter, std::string_view text);
  void Bind(int parameter, std::int64_t number);
  // True where a row is there, false at the end; then the statement is ready to be bound anew.
  model::Result<bool> Step();
  // Steps to the end, past whatever rows there are.
  model::Result<void> Run();
  std::string Text(int column) const;  // of the row that Step() stands on
  std::int64_t Integer(int column) const;

 private:
  friend class Database;
  Statement(sqlite3_stmt* statement, std::string file);

  sqlite3_stmt* statement_ = nullptr;
  std::string file_;
};

// The steps that bring a database from empty to the present. Step n makes version n out of n - 1;
// steps are added, never changed.
using Schema = std::span<const std::string_view>;

class Database {
 public:
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // Opens `path`, makes it where `create` is set and it is not there, and brings it to the newest
  // version of `schema`, in one transaction. None where it is not there and `create` is not set. A
  // database of another program, a damaged one, or one of a newer version is refused.
  static model::Result<std::optional<Database>> Open(const std::string& path, Schema schema,
                                                     bool create);

  // One or more statements, without parameters or rows.
  model::Result<void> Execute(const char* sql);
  model::Result<Statement> Prepare(std::string_view sql);

  // BEGIN IMMEDIATE; rolled back by the destructor unless committed.
  class Transaction {
   public:
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    model::Result<void> Commit();

   private:
    friend class Database;
    explicit Transaction(Database* database) : database_(database) {}
    Database* database_;
  };
  model::Result<Transaction> Begin();

  const std::string& path() const { return path_; }

 private:
  Database(sqlite3* connection, std::string path);
  model::Result<void> Prepare(Schema schema, bool create);

  sqlite3* connection_ = nullptr;
  std::string path_;
};

}  // namespace twinbill::store
