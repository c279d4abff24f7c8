"""`twinbill import` of a CUR 2.0 in CSV against DuckDB's sorted copy of the same columns to Parquet."""
from contest import Contest, Mismatch

# The columns of both results, as texts that are equal where the values are.
TEXTS = """identity_line_item_id, bill_payer_account_id,
    strftime(CAST(bill_billing_period_start_date AS TIMESTAMP), '%Y-%m'),
    line_item_usage_account_id, epoch_us(CAST(line_item_usage_start_date AS TIMESTAMPTZ)),
    line_item_line_item_type, line_item_product_code, coalesce(line_item_usage_type, ''),
    coalesce(line_item_operation, ''), coalesce(product_region_code, ''),
    coalesce(pricing_unit, ''), line_item_currency_code,
    CAST(line_item_usage_amount AS DECIMAL(18, 10)),
    CAST(line_item_unblended_rate AS DECIMAL(18, 10)),
    CAST(line_item_unblended_cost AS DECIMAL(18, 10)),
    CAST(pricing_public_on_demand_cost AS DECIMAL(18, 10)),
    nullif(coalesce(product, ''), '{}'), nullif(coalesce(resource_tags, ''), '{}')"""


def sums(connection, files):
    """Rows, exact sums, and a digest over every row that does not depend on their order."""
    connection.execute("SET TimeZone = 'UTC'")
    return connection.execute(
        f"SELECT count(*), sum(CAST(line_item_usage_amount AS DECIMAL(18, 10))),"
        f" sum(CAST(line_item_unblended_cost AS DECIMAL(18, 10))), sum(hash(row({TEXTS})))"
        f" FROM read_parquet('{files}', hive_partitioning = false)").fetchone()


class Import(Contest):
    name = "import"
    title = "a CUR 2.0 in CSV into the history, sorted by start and id"
    rival = "DuckDB, COPY (SELECT the same columns FROM read_csv ORDER BY start, id) TO Parquet"
    target = 1.0
    rows = 5_000_000
    statement = "import_rival.sql"

    def prepare(self, ground, rows):
        return ground.kept_folder(f"usage-{rows}", lambda folder: ground.run(
            "generate", "-o", folder / "usage.csv", "--rows", rows, "--accounts", 200, "--seed", 3))

    def before_ours(self, ground, data):
        self.workspace = ground.fresh_folder("import-workspace")
        ground.run("init", self.workspace)

    def ours(self, ground, data):
        ground.run("import", data / "usage.csv", "--workspace", self.workspace, "--jobs",
                   ground.threads, "--quiet")

    def before_theirs(self, ground, data):
        self.connection = ground.connect()
        self.theirs_file = ground.fresh_folder("import-rival") / "usage.parquet"

    def theirs(self, ground, data):
        self.connection.execute(
            ground.sql(self.statement, csv=data / "usage.csv", parquet=self.theirs_file))

    def verify(self, ground, data):
        self.before_ours(ground, data)
        self.ours(ground, data)
        self.before_theirs(ground, data)
        self.theirs(ground, data)
        ours = sums(self.connection, self.workspace / "usage" / "**" / "*.parquet")
        theirs = sums(self.connection, self.theirs_file)
        if ours != theirs:
            raise Mismatch(f"ours {ours}, theirs {theirs}")


CONTESTS = [Import()]
