// Searching, with rows that are copied to the area some at a time.
#ifndef LINQUANT_WASM_SEARCH_H_
#define LINQUANT_WASM_SEARCH_H_

#include "../call/call.h"

namespace linquant {

// Whether the area has room for such queries and rows of their columns. Who prepares queries must be who scores, so nothing else counts.
bool hasRoomFor(const QueryShape& shape);

// Scores the rows of a call whose views are numbers.
Status runScores(const KernelTable& table, Call& call);

}  // namespace linquant

#endif  // LINQUANT_WASM_SEARCH_H_
