// The core and its calls as a WebAssembly module: what lib/backend/wasm/ instantiates. Views stay in JavaScript's memory. A call is
// prepared as everywhere, with the numbers of views in place of their addresses; then it is run in pieces, whose bytes are copied
// to this module's memory and back.
//
// No library is linked and no memory is allocated: the memory has a fixed size, and what the stack and constants leave of it is the
// area that pieces lie in.
#include "pieces.h"

extern "C" {
extern uint8_t __heap_base;

// Where clang does not make an instruction of it.
int memcmp(const void* a, const void* b, size_t bytes) {
  const uint8_t *x = static_cast<const uint8_t*>(a), *y = static_cast<const uint8_t*>(b);
  for (size_t i = 0; i < bytes; i++) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}
}

namespace linquant {

uint32_t writtenViews;
bool viewsAreHere = false;

namespace {

uint8_t* areaStart() {
  return reinterpret_cast<uint8_t*>(Area::roomFor(reinterpret_cast<uintptr_t>(&__heap_base)));
}
uint8_t* areaEnd() { return reinterpret_cast<uint8_t*>(__builtin_wasm_memory_size(0) * 65536); }

double numbers[kSlotCount];
double bytesOfViews[kMostViews];
View views[kMostViews];
size_t given;
Call call;

// What `prepare` gives where JavaScript has to do the call: behind every Status.
constexpr uint32_t kElsewhere = 7;
static_assert(kElsewhere > static_cast<uint32_t>(Status::invalid));

}  // namespace

Area::Area() : next_(areaStart()), end_(areaEnd()) {}
uint64_t areaBytes() { return static_cast<uint64_t>(areaEnd() - areaStart()); }

}  // namespace linquant

using namespace linquant;

// Where JavaScript writes the slots of a call, and the bytes of its views (-1 where one is absent).
extern "C" __attribute__((export_name("slots"))) double* slotsOfCalls() { return numbers; }
extern "C" __attribute__((export_name("views"))) double* viewsOfCalls() { return bytesOfViews; }

// Checks a call. Gives its status, or kElsewhere, and from bit 8 on a bit for each view that it writes.
extern "C" __attribute__((export_name("prepare"))) uint32_t prepareCall(uint32_t operation, uint32_t count) {
  given = count;
  for (uint32_t i = 0; i < count; i++) {
    const bool isAbsent = bytesOfViews[i] < 0;
    views[i] = {isAbsent ? nullptr : reinterpret_cast<uint8_t*>(i + 1),
                isAbsent ? kAbsent : static_cast<uint64_t>(bytesOfViews[i])};
  }
  writtenViews = 0;
  const Status status = prepare(static_cast<Operation>(operation), numbers, views, given, call);
  if (status == Status::invalid) return kElsewhere;
  if (status == Status::ok && call.count != 0 && !isPossible(call, views, given)) return kElsewhere;
  return static_cast<uint32_t>(status) | writtenViews << 8;
}

// Runs the call that was prepared, and writes its results into the slots.
extern "C" __attribute__((export_name("run"))) void runCall() {
  if (call.count == 0) return giveResults(call, Status::ok, numbers);
  runInPieces(call, numbers, views, given);
}
