# Cross-compiles for win32-x64 with Debian's clang on the headers and libraries of g++-mingw-w64-x86-64-posix; programs
# run in wine. Not with GCC: it does not align 32-byte vectors on the stack there (GCC bug 54412).
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_CXX_COMPILER_TARGET x86_64-w64-windows-gnu)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_DLLTOOL x86_64-w64-mingw32-dlltool)
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/lib/wine/wine64)
# Older versions of clang do not find Debian's folders by themselves.
execute_process(COMMAND x86_64-w64-mingw32-g++-posix -print-file-name=include/c++
  OUTPUT_VARIABLE headers OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
get_filename_component(gcc ${headers}/../.. ABSOLUTE)
find_program(linker x86_64-w64-mingw32-ld REQUIRED)
set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES ${headers} ${headers}/x86_64-w64-mingw32)
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "--ld-path=${linker} -B${gcc} -L${gcc} -Wl,--no-insert-timestamp")
endforeach()
# The test programs need no DLLs of the compiler either (windows.cmake).
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -static -pthread")
