// The C library that the core is compiled with for WebAssembly: what it uses of <string.h>. clang makes memory.copy and memory.fill of these.
#ifndef LINQUANT_WASM_STRING_H_
#define LINQUANT_WASM_STRING_H_

#include <stddef.h>

extern "C" {
void* memcpy(void* to, const void* from, size_t bytes);
void* memmove(void* to, const void* from, size_t bytes);
void* memset(void* to, int value, size_t bytes);
int memcmp(const void* a, const void* b, size_t bytes);
}

#endif  // LINQUANT_WASM_STRING_H_
