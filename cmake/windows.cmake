# For Windows with clang (windows-x64.cmake). The addon imports from KERNEL32 and msvcrt, which every Windows has, and Node-API
# from the process that loads it, whatever its name is.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  message(FATAL_ERROR "GCC does not align 32-byte vectors on the stack here (bug 54412): use clang or Visual Studio")
endif()
target_sources(linquant PRIVATE native/binding/windows_delay_load.cpp)

# Node-API is delay-loaded: its functions are looked up at their first call, through the hook in windows_delay_load.cpp.
set(delayed ${CMAKE_CURRENT_BINARY_DIR}/libnode_api.a)
set(definitions ${CMAKE_CURRENT_BINARY_DIR}/node_api.def)
list(GET CMAKE_JS_INC 0 headers)
file(READ ${headers}/../def/js_native_api.def engine)
file(READ ${headers}/../def/node_api.def node)
string(REPLACE "NAME NODE.EXE\nEXPORTS\n" "" node "${node}")  # once is enough
file(WRITE ${definitions} "${engine}${node}")
execute_process(COMMAND ${CMAKE_DLLTOOL} --input-def ${definitions} --output-delaylib ${delayed} --temp-prefix node_api
  COMMAND_ERROR_IS_FATAL ANY)

# Without this the linker derives the image base from the path of the output, and builds in two folders differ.
target_link_options(linquant PRIVATE -nodefaultlibs -Wl,--gc-sections,--exclude-all-symbols,-s
  -Wl,--image-base,0x180000000)
target_link_libraries(linquant PRIVATE ${delayed} delayimp mingw32 gcc mingwex msvcrt kernel32)

# For cmake a DLL is a runtime output, but cmake-js on Linux sets only the folder of library outputs.
if(CMAKE_LIBRARY_OUTPUT_DIRECTORY)
  set_target_properties(linquant PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})
endif()
