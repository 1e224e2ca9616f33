# satchel_library(core/kernels SOURCES conv2d.cc DEPENDS core/package LINKS fmt::fmt)
#
# Declares the library of one layer. Its path from the root is its layer: the target is called after it
# (core/kernels -> core.kernels), tools/check_layers reads it, and every include is written from the root
# ("core/kernels/conv2d.h"). DEPENDS names layers, LINKS names everything else.
#
# satchel_test(core/kernels SOURCES conv2d_test.cc DEPENDS core/kernels)
#
# Declares one GoogleTest program beside what it tests; each of its tests becomes a test of CTest. With WHOLE the
# program is one test of CTest, because its tests share something that takes long to make.
#
# satchel_fuzzer(core/package NAME validate SOURCES validate_fuzz.cc DEPENDS core/package SEEDS fuzz_seeds)
#
# Declares a libFuzzer program (LLVMFuzzerTestOneInput) for a decoder of bytes from outside. It is built by the
# sanitize preset only and run by tools/run_fuzzers. SEEDS, optional, is a folder of inputs to start from, or one that
# the build makes.

set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_CROSSCOMPILING)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON) # a board's program lies where it was linked: no tables of addresses
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(SATCHEL_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms in std::string (GCC bug 105651); clang-tidy reads the same flags and does not know the first.
  list(APPEND SATCHEL_WARNINGS -Wno-restrict -Wno-unknown-warning-option)
endif()
# core and wire run everywhere, so what an implicit conversion loses there is lost on a board.
set(SATCHEL_DEVICE_OPTIONS -Wconversion -fno-exceptions -fno-rtti -ffreestanding -fno-threadsafe-statics)

function(satchel_target_defaults target layer)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE ${SATCHEL_WARNINGS})
  if(layer MATCHES "^(core|wire)(/|$)")
    target_compile_features(${target} PUBLIC cxx_std_17)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${SATCHEL_DEVICE_OPTIONS}>)
  elseif(layer MATCHES "^firmware(/|$)")
    target_compile_features(${target} PUBLIC cxx_std_17)
    if(SATCHEL_BOARD)
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${SATCHEL_DEVICE_OPTIONS}>)
    endif()
  else()
    target_compile_features(${target} PUBLIC cxx_std_20)
  endif()
  # What is written for every kit sheds what this one does not ask for when the linker sees it whole.
  if(SATCHEL_BOARD AND layer MATCHES "^(wire|firmware/agent)(/|$)")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-flto>)
  endif()
  # Beside the engine a board has more time than flash.
  if(SATCHEL_BOARD AND layer MATCHES "^(wire|firmware|core/(decide|engine|listen|package))(/|$)")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Os>)
  endif()
endfunction()

function(satchel_library layer)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
  string(REPLACE "/" "." target ${layer})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    satchel_target_defaults(${target} ${layer})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
    set(scope INTERFACE)
  endif()
  list(TRANSFORM ARG_DEPENDS REPLACE "/" ".")
  target_link_libraries(${target} ${scope} ${ARG_DEPENDS} ${ARG_LINKS})
endfunction()

function(satchel_test layer)
  if(SATCHEL_BOARD OR SATCHEL_DEVICE_ONLY)
    return() # boards run the freestanding tests: see firmware/
  endif()
  cmake_parse_arguments(ARG "WHOLE" "NAME" "SOURCES;DEPENDS;LINKS" ${ARGN})
  string(REPLACE "/" "." target ${layer})
  if(ARG_NAME)
    set(target ${target}.${ARG_NAME})
  endif()
  set(target ${target}_test)
  add_executable(${target} ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE ${SATCHEL_WARNINGS})
  list(TRANSFORM ARG_DEPENDS REPLACE "/" ".")
  target_link_libraries(${target} PRIVATE ${ARG_DEPENDS} ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  if(ARG_WHOLE)
    add_test(NAME "${layer}: ${ARG_NAME}" COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties("${layer}: ${ARG_NAME}" PROPERTIES TIMEOUT 900 SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
    return()
  endif()
  include(GoogleTest)
  gtest_discover_tests(${target} TEST_PREFIX "${layer}: " DISCOVERY_TIMEOUT 60
                       WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES TIMEOUT 900)
endfunction()

function(satchel_fuzzer layer)
  if(NOT SATCHEL_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  cmake_parse_arguments(ARG "" "NAME;SEEDS" "SOURCES;DEPENDS;LINKS" ${ARGN})
  string(REPLACE "/" "." target ${layer}.${ARG_NAME})
  add_executable(${target} ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE ${SATCHEL_WARNINGS} -fsanitize=fuzzer)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  list(TRANSFORM ARG_DEPENDS REPLACE "/" ".")
  target_link_libraries(${target} PRIVATE ${ARG_DEPENDS} ${ARG_LINKS})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(ARG_SEEDS)
    cmake_path(ABSOLUTE_PATH ARG_SEEDS)
    file(WRITE ${CMAKE_BINARY_DIR}/fuzz/${target}.seeds "${ARG_SEEDS}\n")
  endif()
endfunction()
