# How the addon is linked: without naming any library, so that one binary serves every version of a system. The process that
# loads it has the C library already, and runtime.cpp replaces the C++ library. Builds with sanitizers link theirs.
if(MSVC OR LINQUANT_SANITIZE)
  return()
endif()
set(alone -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-stack-protector -U_FORTIFY_SOURCE
  -ffunction-sections -fdata-sections)
if(NOT WIN32)  # there, each function must say how to leave it
  list(APPEND alone -fno-asynchronous-unwind-tables)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND LINQUANT_PROCESSOR MATCHES "^(aarch64|arm64)$")
  list(APPEND alone -mno-outline-atomics)
endif()
target_compile_options(linquant_core PRIVATE ${alone})
target_compile_options(linquant_call PRIVATE ${alone})
target_compile_options(linquant_threads PRIVATE ${alone} -O2)
# Not -Os: 12 KB more, and a small call takes 5 of 180 ns less (bench/call.mjs).
target_compile_options(linquant PRIVATE ${alone} -O2)

if(APPLE)
  # The system's C++ library is always there.
  target_link_options(linquant PRIVATE LINKER:-dead_strip,-x,-S)
elseif(MINGW)
  target_sources(linquant PRIVATE native/binding/runtime.cpp)
  include(cmake/windows.cmake)
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  target_sources(linquant PRIVATE native/binding/runtime.cpp)
  # The binary must name no library and no symbol version; scripts/prebuild/check.mjs looks.
  target_link_options(linquant PRIVATE -nodefaultlibs
    LINKER:-z,relro,-z,now,-z,noexecstack,-z,noseparate-code,--gc-sections,--build-id=none,-s
    LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.map)
  target_link_libraries(linquant PRIVATE gcc)
  set_target_properties(linquant PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.map)
endif()
