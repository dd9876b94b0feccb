# SPDX-License-Identifier: Apache-2.0
# How the project declares its libraries, plugins, programs and tests.

add_library(nasg_options INTERFACE)
target_include_directories(nasg_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(nasg_options INTERFACE -Wall -Wextra -Wpedantic
                       $<$<BOOL:${NASG_WERROR}>:-Werror>
                       # g++ 12 finds overlaps and overflows in std::string + "x" that are not there.
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow>)

# Headers of the standard library and of the packages cost more to compile than what we write: four files at
# a time share them. Files of one target therefore share their unnamed namespaces too.
function(nasg_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 4)
  # g++ takes the source for a header, and a class of its own that holds a type without linkage for a mistake.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

# nasg_library(NAME SOURCES file… [LINKS target…] [PRIVATE_LINKS target…]): a static library.
function(nasg_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  nasg_compile_together(${name})
  target_link_libraries(${name} PUBLIC nasg_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# nasg_plugin(NAME SOURCES file… [LINKS target…]): a shared object that is loaded on first use.
function(nasg_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} MODULE ${ARG_SOURCES})
  nasg_compile_together(${name})
  set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(${name} PRIVATE nasg_options ${ARG_LINKS})
endfunction()

# nasg_test(NAME SOURCES file… [LINKS target…]): a GoogleTest program, each of its tests a test of ctest.
# Tests find the project at NASG_SOURCE_DIR and the built programs at NASG_BIN_DIR.
function(nasg_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE NASG_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             NASG_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  # Tests are built for the speed of building them; what they test keeps its own flags.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${name} PRIVATE nasg_options ${ARG_LINKS} GTest::gtest_main GTest::gmock)
  include(GoogleTest)
  # What tests compile is not kept for the person who runs them.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES ENVIRONMENT NASG_CACHE=off)
endfunction()

# NASG_BUILT_WITH: the lines of `--version` behind the first, what the plugins were built with.
function(nasg_tell_versions target)
  set(lines)
  foreach(plugin nasg_jit nasg_torch)
    string(APPEND lines "$<$<TARGET_EXISTS:${plugin}>:\\n$<TARGET_PROPERTY:${plugin},NASG_BUILT_WITH>>")
  endforeach()
  target_compile_definitions(${target} PRIVATE "NASG_BUILT_WITH=\"${lines}\"")
endfunction()
