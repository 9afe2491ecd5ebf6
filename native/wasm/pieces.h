// Runs a prepared call in pieces that lie in the area.
#ifndef LINQUANT_WASM_PIECES_H_
#define LINQUANT_WASM_PIECES_H_

#include "staging.h"

namespace linquant {

// Whether the area has room for what the call needs at once. Of searches the answer depends on the shape of the queries alone, since
// who prepares them must be who scores.
bool isPossible(const Call& call, const View* views, size_t given);

// Runs a call that is possible and has elements, and writes its results into the slots.
Status runInPieces(Call& call, double* numbers, const View* views, size_t given);

}  // namespace linquant

#endif  // LINQUANT_WASM_PIECES_H_
