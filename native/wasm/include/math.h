// What the core uses of <math.h>: sqrt is an instruction.
#ifndef LINQUANT_WASM_MATH_H_
#define LINQUANT_WASM_MATH_H_

extern "C" double sqrt(double x);

#endif  // LINQUANT_WASM_MATH_H_
