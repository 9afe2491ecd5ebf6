# Linux: one binary for every libc and every version of it. The addon names no library and no version of a symbol; what
# it uses of the C library, the process that loads it has. What C++ needs beyond that is in runtime.cpp.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR LINQUANT_SANITIZE)
  return()
endif()
target_sources(linquant PRIVATE native/binding/runtime.cpp)
set(alone -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-stack-protector -fno-asynchronous-unwind-tables
  -U_FORTIFY_SOURCE -ffunction-sections -fdata-sections)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  list(APPEND alone -mno-outline-atomics)
endif()
target_compile_options(linquant PRIVATE ${alone})
target_compile_options(linquant_core PRIVATE ${alone})
target_link_options(linquant PRIVATE -nodefaultlibs
  "LINKER:-z,relro,-z,now,-z,noexecstack,--gc-sections,--build-id=none,-s"
  "LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.map")
target_link_libraries(linquant PRIVATE gcc)
set_target_properties(linquant PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.map)
