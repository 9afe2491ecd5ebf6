// Memory that the views of a call are copied to and from. A view is known by its number, from 1 on, which stands where its data would.
#ifndef LINQUANT_WASM_STAGING_H_
#define LINQUANT_WASM_STAGING_H_

#include "../call/call.h"

namespace linquant {

// Imported: copies bytes of a view from JavaScript's memory to this one, and back. Offsets are exact as doubles.
extern "C" {
__attribute__((import_module("views"), import_name("load"))) void loadView(uint32_t view, double offset,
                                                                           uint32_t bytes, uint8_t* to);
__attribute__((import_module("views"), import_name("store"))) void storeView(uint32_t view, double offset,
                                                                             uint32_t bytes,
                                                                             const uint8_t* from);
}

inline uint32_t viewOf(const uint8_t* data) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(data));
}
inline void load(const uint8_t* view, uint64_t offset, uint64_t bytes, uint8_t* to) {
  if (bytes != 0) loadView(viewOf(view), static_cast<double>(offset), static_cast<uint32_t>(bytes), to);
}
inline void store(const uint8_t* view, uint64_t offset, uint64_t bytes, const uint8_t* from) {
  if (bytes != 0) storeView(viewOf(view), static_cast<double>(offset), static_cast<uint32_t>(bytes), from);
}

// The area, from which memory is taken until it is left.
class Area {
 public:
  Area();
  uint64_t left() const { return static_cast<uint64_t>(end_ - next_); }
  // Memory for so many bytes, of which there must be as many left. Aligned for vectors.
  uint8_t* take(uint64_t bytes) {
    uint8_t* const at = next_;
    next_ += roomFor(bytes);
    return at;
  }
  static constexpr uint64_t roomFor(uint64_t bytes) { return (bytes + 63) / 64 * 64; }

 private:
  uint8_t *next_, *end_;
};

// The bytes of the whole area.
uint64_t areaBytes();

}  // namespace linquant

#endif  // LINQUANT_WASM_STAGING_H_
