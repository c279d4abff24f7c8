# What the house builds on. All from Debian 12 but Arrow, which Debian 12 lacks: a system Arrow where
# one is found, else the one inside the pyarrow wheel of .venv.

include(GoogleTest)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt 9 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(LibArchive REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GMP REQUIRED IMPORTED_TARGET gmp)

add_library(twinbill_arrow INTERFACE)
find_package(Arrow CONFIG QUIET)
find_package(Parquet CONFIG QUIET)
if(Arrow_FOUND AND Parquet_FOUND)
  target_link_libraries(twinbill_arrow INTERFACE Arrow::arrow_shared Parquet::parquet_shared)
else()
  set(venv_python "${CMAKE_SOURCE_DIR}/.venv/bin/python")
  if(NOT EXISTS "${venv_python}")
    message(FATAL_ERROR "No system Arrow and no .venv: run `make setup` first")
  endif()
  execute_process(
    COMMAND "${venv_python}" -c
            "import pyarrow; print(pyarrow.get_include()); print(pyarrow.get_library_dirs()[0])"
    OUTPUT_VARIABLE arrow_places OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" arrow_places "${arrow_places}")
  list(GET arrow_places 0 arrow_include)
  list(GET arrow_places 1 arrow_directory)
  # Imported as what they are, so that CMake knows their folder: the build's programs find them there, the
  # installed one beside itself (the wheel stays behind).
  foreach(library IN ITEMS arrow parquet)
    add_library(twinbill_wheel_${library} SHARED IMPORTED)
    file(REAL_PATH "${arrow_directory}/lib${library}.so" library_file)
    set_target_properties(twinbill_wheel_${library} PROPERTIES
      IMPORTED_LOCATION "${library_file}"
      INTERFACE_INCLUDE_DIRECTORIES "${arrow_include}"
      INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${arrow_include}")
    target_link_libraries(twinbill_arrow INTERFACE twinbill_wheel_${library})
    install(FILES "${library_file}" DESTINATION "${TWINBILL_PRIVATE_LIBRARIES}")
  endforeach()
endif()
