// Pages of memory that may not be touched, and what happens on a touch, by the system's own means.
#ifndef LINQUANT_TEST_SYSTEM_PAGES_H_
#define LINQUANT_TEST_SYSTEM_PAGES_H_

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <string>

namespace linquant::test {

// What a fault prints before it ends the program. Not for a handler in general, but here the fault lies in a kernel,
// never in the C library.
inline std::string (*describeFault)();
[[noreturn]] inline void reportFault() {
  fprintf(stderr, "touched a protected page: %s\n", describeFault().c_str());
  fflush(stderr);
  _Exit(1);
}

#if defined(_WIN32)

inline size_t pageBytes() {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwPageSize;
}

// One page between two that may not be touched; nullptr if there is none to have.
inline uint8_t* takeGuardedPage() {
  uint8_t* memory = static_cast<uint8_t*>(VirtualAlloc(nullptr, 3 * pageBytes(), MEM_RESERVE, PAGE_NOACCESS));
  if (memory == nullptr) return nullptr;
  return static_cast<uint8_t*>(VirtualAlloc(memory + pageBytes(), pageBytes(), MEM_COMMIT, PAGE_READWRITE));
}
inline void giveGuardedPage(uint8_t* page) { VirtualFree(page - pageBytes(), 0, MEM_RELEASE); }

inline void catchSystemFaults() {
  SetUnhandledExceptionFilter([](EXCEPTION_POINTERS*) -> LONG { reportFault(); });
}

#else

inline size_t pageBytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

// One page between two that may not be touched; nullptr if there is none to have.
inline uint8_t* takeGuardedPage() {
  void* memory = mmap(nullptr, 3 * pageBytes(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  uint8_t* page = static_cast<uint8_t*>(memory) + pageBytes();
  return mprotect(page, pageBytes(), PROT_READ | PROT_WRITE) == 0 ? page : nullptr;
}
inline void giveGuardedPage(uint8_t* page) { munmap(page - pageBytes(), 3 * pageBytes()); }

inline void catchSystemFaults() {
  struct sigaction action = {};
  action.sa_handler = [](int) { reportFault(); };
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
}

#endif

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SYSTEM_PAGES_H_
