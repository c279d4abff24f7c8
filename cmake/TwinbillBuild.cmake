# How every target of the house is compiled, and the functions that declare one.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)  # clang-tidy reads them

# Where things are installed, below the prefix. Libraries that come along (Arrow of the wheel) have a folder of
# their own, so that they shadow no other program's.
include(GNUInstallDirs)
set(TWINBILL_PRIVATE_LIBRARIES "${CMAKE_INSTALL_LIBDIR}/twinbill")
set(TWINBILL_DATA "${CMAKE_INSTALL_DATADIR}/twinbill")
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${TWINBILL_PRIVATE_LIBRARIES}")

# Position-independent programs, and calls bound before main runs (RELRO): what a reader of foreign files owes
# its user. -fcf-protection and -D_FORTIFY_SOURCE=3 below are of the same kind.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
add_link_options(LINKER:-z,relro,-z,now,-z,noexecstack LINKER:--as-needed)

find_program(TWINBILL_CCACHE ccache)
if(TWINBILL_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${TWINBILL_CCACHE})
endif()
find_program(TWINBILL_MOLD mold)
if(TWINBILL_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Compile options of own code. -ffp-contract=off: g++ fuses a*b+c where the machine can, and a legacy
# model's binary64 result would then depend on the machine.
add_library(twinbill_flags INTERFACE)
target_compile_options(twinbill_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror -ffp-contract=off -D_GLIBCXX_ASSERTIONS
  -fstack-protector-strong -fstack-clash-protection
  $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3>
  # The same bytes wherever the clone stands.
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  target_compile_options(twinbill_flags INTERFACE -fcf-protection=full)
endif()
target_include_directories(twinbill_flags INTERFACE "${CMAKE_SOURCE_DIR}")

# twinbill_library(NAME HEADERS h... SOURCES cc... [LINK lib...])
# A static library of one folder. Every public header is in the file set, so that it is compiled alone.
function(twinbill_library name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${arg_HEADERS})
  target_link_libraries(${name} PUBLIC twinbill_flags ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# twinbill_test(NAME SOURCES cc... [LINK lib...] [LABELS l...])
# One GoogleTest program; every TEST in it is a test of ctest's.
function(twinbill_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE twinbill_flags ${arg_LINK} twinbill_source_dir GTest::gtest_main GTest::gmock rapidcheck rapidcheck_gtest)
  target_compile_options(${name} PRIVATE "SHELL:-include ${CMAKE_SOURCE_DIR}/tests/support/source_dir.h")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  # ctest knows tests by name alone: labels of a sweep would be those of its twin with fewer cases, too.
  set(prefix "")
  if(arg_LABELS)
    set(prefix "${name}/")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${prefix}" PROPERTIES LABELS "${arg_LABELS}")
endfunction()
