# SPDX-License-Identifier: Apache-2.0
# find_package(nasg): compiled spaces as libraries of a project.
#
#   nasg_add_space(TARGET FILE [SPACE NAME] [CPU NAME])
#
# makes TARGET, a library with the native code of a space, and TARGET.h, which programs that link with it include. It is
# made again when the .nasg file changes, or one that it imports. SPACE and CPU are what `nasgc build` takes.
#
#   nasg::nasgc   the compiler
#   nasg::cost    what spaces that limit parameters or FLOPs are linked with, too

get_filename_component(_nasg_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET nasg::nasgc)
  add_executable(nasg::nasgc IMPORTED)
  set_target_properties(nasg::nasgc PROPERTIES IMPORTED_LOCATION "${_nasg_prefix}/bin/nasgc")
  add_library(nasg::cost STATIC IMPORTED)
  set_target_properties(nasg::cost PROPERTIES IMPORTED_LOCATION "${_nasg_prefix}/lib/libnasg_cost.a"
                                              INTERFACE_LINK_LIBRARIES "stdc++;gmpxx;gmp")
endif()

function(nasg_add_space target file)
  cmake_parse_arguments(given "" "SPACE;CPU" "" ${ARGN})
  get_filename_component(source "${file}" ABSOLUTE)
  set(options)
  if(given_SPACE)
    list(APPEND options --space "${given_SPACE}")
  endif()
  set(code "${CMAKE_CURRENT_BINARY_DIR}/${target}.o")
  set(header "${CMAKE_CURRENT_BINARY_DIR}/${target}.h")
  set(depfile "${CMAKE_CURRENT_BINARY_DIR}/${target}.d")
  set(cpu)
  if(given_CPU)
    set(cpu --cpu "${given_CPU}")
  endif()
  add_custom_command(
    OUTPUT "${code}" "${header}"
    COMMAND nasg::nasgc build "${source}" ${options} --emit=header -o "${header}"
    COMMAND nasg::nasgc build "${source}" ${options} ${cpu} --emit=obj -o "${code}" --depfile "${depfile}"
    DEPENDS "${source}" nasg::nasgc DEPFILE "${depfile}" VERBATIM)
  set_source_files_properties("${code}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${target} STATIC "${code}" "${header}")
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  target_include_directories(${target} INTERFACE "${CMAKE_CURRENT_BINARY_DIR}")
endfunction()
