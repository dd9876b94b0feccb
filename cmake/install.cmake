# SPDX-License-Identifier: Apache-2.0
# Where things stand once installed: programs in bin, plugins in lib, modules and data in share/nasg. The
# programs look for plugins in ../lib and for share/nasg beside their own folder, as in the build tree.

include(GNUInstallDirs)

foreach(program nasgc nasg)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION bin)
  endif()
endforeach()
foreach(plugin nasg_jit nasg_torch nasg_trees)
  if(TARGET ${plugin})
    install(TARGETS ${plugin} LIBRARY DESTINATION lib)
  endif()
endforeach()
install(TARGETS nasg_cost ARCHIVE DESTINATION lib)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/stdlib/ DESTINATION share/nasg/stdlib FILES_MATCHING PATTERN "*.nasg")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/data/ DESTINATION share/nasg/data OPTIONAL)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/ DESTINATION share/nasg/examples FILES_MATCHING PATTERN "*.nasg")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/grammar/editors/ DESTINATION share/nasg/editors PATTERN ".clang-format" EXCLUDE)
# The programs write their own manual pages and completion scripts.
set(generated ${CMAKE_BINARY_DIR}/share/generated)
file(MAKE_DIRECTORY ${generated})
foreach(program nasgc nasg)
  if(TARGET ${program})
    add_custom_command(
      OUTPUT ${generated}/${program}.1 ${generated}/${program} ${generated}/_${program} ${generated}/${program}.fish
      COMMAND ${program} man > ${program}.1
      COMMAND ${program} completion bash > ${program}
      COMMAND ${program} completion zsh > _${program}
      COMMAND ${program} completion fish > ${program}.fish
      DEPENDS ${program} WORKING_DIRECTORY ${generated} VERBATIM)
    add_custom_target(${program}_manual ALL DEPENDS ${generated}/${program}.1)
    install(FILES ${generated}/${program}.1 DESTINATION share/man/man1)
    install(FILES ${generated}/${program} DESTINATION share/bash-completion/completions)
    install(FILES ${generated}/_${program} DESTINATION share/zsh/site-functions)
    install(FILES ${generated}/${program}.fish DESTINATION share/fish/vendor_completions.d)
  endif()
endforeach()
include(CMakePackageConfigHelpers)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/nasgConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/nasgConfig.cmake ${CMAKE_BINARY_DIR}/nasgConfigVersion.cmake
        DESTINATION lib/cmake/nasg)
configure_file(${CMAKE_SOURCE_DIR}/cmake/nasg.pc.in ${CMAKE_BINARY_DIR}/nasg.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/nasg.pc DESTINATION lib/pkgconfig)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/nasg)
