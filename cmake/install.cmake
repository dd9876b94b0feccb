# SPDX-License-Identifier: Apache-2.0
# Where things stand once installed: programs in bin, plugins in lib, modules and data in share/nasg. The
# programs look for plugins in ../lib and for share/nasg beside their own folder, as in the build tree.

include(GNUInstallDirs)

foreach(program nasgc nasg)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION bin)
  endif()
endforeach()
foreach(plugin nasg_jit nasg_torch)
  if(TARGET ${plugin})
    install(TARGETS ${plugin} LIBRARY DESTINATION lib)
  endif()
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/stdlib/ DESTINATION share/nasg/stdlib FILES_MATCHING PATTERN "*.nasg")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/data/ DESTINATION share/nasg/data OPTIONAL)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/ DESTINATION share/nasg/examples FILES_MATCHING PATTERN "*.nasg")
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/nasg)
