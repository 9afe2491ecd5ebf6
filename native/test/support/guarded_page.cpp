#include "guarded_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

namespace linquant::test {
namespace {

std::string (*describeFault)();

// Printing is not allowed in a signal handler in general. Here it works, because the fault is in a kernel, never in the C
// library.
[[noreturn]] void reportFault() {
  fprintf(stderr, "touched a protected page: %s\n", describeFault().c_str());
  fflush(stderr);
  _Exit(1);
}

#if defined(_WIN32)

size_t pageBytes() {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwPageSize;
}

// The page between two protected ones, or null where there is no memory.
uint8_t* takeGuardedPage() {
  uint8_t* memory = static_cast<uint8_t*>(VirtualAlloc(nullptr, 3 * pageBytes(), MEM_RESERVE, PAGE_NOACCESS));
  if (memory == nullptr) return nullptr;
  return static_cast<uint8_t*>(VirtualAlloc(memory + pageBytes(), pageBytes(), MEM_COMMIT, PAGE_READWRITE));
}
void giveGuardedPage(uint8_t* page) { VirtualFree(page - pageBytes(), 0, MEM_RELEASE); }

void catchSystemFaults() {
  SetUnhandledExceptionFilter([](EXCEPTION_POINTERS*) -> LONG { reportFault(); });
}

#else

size_t pageBytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

// The page between two protected ones, or null where there is no memory.
uint8_t* takeGuardedPage() {
  void* memory = mmap(nullptr, 3 * pageBytes(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  uint8_t* page = static_cast<uint8_t*>(memory) + pageBytes();
  return mprotect(page, pageBytes(), PROT_READ | PROT_WRITE) == 0 ? page : nullptr;
}
void giveGuardedPage(uint8_t* page) { munmap(page - pageBytes(), 3 * pageBytes()); }

void catchSystemFaults() {
  struct sigaction action = {};
  action.sa_handler = [](int) { reportFault(); };
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
}

#endif

}  // namespace

std::string describe(const Place& place) {
  return text("%zu bytes %s", place.offset, place.atEnd ? "before its end" : "after its start");
}

GuardedPage::GuardedPage() : size_(pageBytes()), page_(takeGuardedPage()) {
  if (page_ == nullptr) {
    fprintf(stderr, "GuardedPage: no memory\n");
    exit(1);
  }
}

GuardedPage::~GuardedPage() { giveGuardedPage(page_); }

uint8_t* GuardedPage::place(size_t bytes, const Place& place, uint8_t filling) {
  buffer_ = place.atEnd ? page_ + size_ - place.offset - bytes : page_ + place.offset;
  bytes_ = bytes;
  filling_ = filling;
  memset(buffer_ - before(), filling, before() + bytes + after());
  return buffer_;
}

bool GuardedPage::isIntact() const {
  return isFilled(buffer_ - before(), filling_, before()) && isFilled(buffer_ + bytes_, filling_, after());
}

void catchFaults(std::string (*describe)()) {
  describeFault = describe;
  catchSystemFaults();
}

}  // namespace linquant::test
