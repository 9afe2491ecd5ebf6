// A call in pieces, as threads would run it: multiples of its grain in random order, some of them on copies of their memory.
#ifndef LINQUANT_TEST_CALL_PIECES_H_
#define LINQUANT_TEST_CALL_PIECES_H_

#include "random_call.h"

namespace linquant::test {

// Runs a call that was prepared on `views`.
Status runInPieces(Random& random, const KernelTable& table, const CallCase& c, Call& call,
                   const std::vector<Given>& views);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_PIECES_H_
