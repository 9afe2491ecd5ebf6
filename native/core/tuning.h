// Every threshold that was chosen by measuring, with the bench that shows its effect. None of them changes a result.
//
// "beside NAME" is `npm run bench:native -- --beside <commit> NAME`: rows whose name holds NAME, this tree beside another one.
// To tune a value, commit, change it here and run that. The x64 values were chosen on Zen 3 and Zen 4; NEON uses the same.
#ifndef LINQUANT_CORE_TUNING_H_
#define LINQUANT_CORE_TUNING_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant::tuning {

// One run of float32 to codes of a byte and back (kernels/quantize.h, kernels/dequantize.h).

// From so many floats on, quantize tests the invalid flag once per piece instead of testing each chunk.
// `npm run bench:native -- quantize 768`
constexpr size_t kFlagRun = 256;
// Elements between two tests of the invalid flag: enough to hide its cost, few enough that they are still in the cache if they
// have to be done again. `npm run bench:native -- quantize 65536`; for patches: beside "axis 0"
constexpr size_t kFlagPiece = 16384;
// The first piece of a run of at least kProbedRun elements: most runs with NaN show it there, and little is done twice.
// `npm run bench -- --only nan`
constexpr size_t kFirstPiece = 2048, kProbedRun = 8192;
// From a piece with NaN on, so many elements are done in the way that takes NaN, before a first piece tries it without. Same bench
constexpr size_t kNanRun = 8 * kFlagPiece;
// How many of `left` elements the next piece has. None is left with less than a piece behind it.
constexpr size_t flagPiece(size_t left, bool isFirst) {
  if (isFirst && left >= kProbedRun) return kFirstPiece;
  return left < 2 * kFlagPiece ? left : kFlagPiece;
}
// Floats between two looks at how many chunks had NaN or overflow. If most had, the next piece clamps every quotient.
// No bench: data that is not ordinary. A multiple of every chunk.
constexpr size_t kProbe = 1024;
// From so many floats on, starting the second chunk at an aligned address pays: vectors then do not cross cache lines.
// `npm run bench:native -- quantize 65536` and `dequantize 65536`
constexpr size_t kAlignedRun = 4096;
// The same for patches, in chunks. beside "axis 0", beside "axis 1"
constexpr size_t kAlignedChunks = 8;
// Streams that are read in turn where data is larger than the cache: several keep more memory requests in flight than one.
// `npm run bench:native -- minMax 67108864`
constexpr size_t kStreams = 4;

// The size of the last-level cache from which on stores are streaming (features.cpp): what is assumed where the processor does
// not tell, and bounds for what virtual machines tell. `npm run bench:native -- dequantize 67108864`
constexpr size_t kUsualCacheBytes = size_t{32} << 20, kLeastCacheBytes = size_t{8} << 20,
                 kMostCacheBytes = size_t{128} << 20;

// Dynamic rows (kernels/rows.h, kernels/short_rows.h).

// Rows of so many bytes at most are quantized in groups that fill so many bytes: two groups fit into the first-level cache.
// `npm run bench:native -- rows`: rows of 256, 384 and 1024 in the last-level cache take 1 / 1.5, 1 / 1.3 and 1 / 1.2 of the
// time of two separate passes (Zen 4)
constexpr size_t kGroupBytes = 9216;
// Rows of at most so many floats are short. beside "dynamic rows of 64", beside "dynamic rows of 100"
constexpr size_t kShortRow = 128;
// Floats of short rows between two tests of the invalid flag. beside "dynamic rows of 16"
constexpr size_t kShortRowsPiece = 65536;
// How many bytes ahead of its loads code prefetches, where it does: short rows always, longer rows and bits from so many bytes of floats on.
// In the cache it gains nothing (2 to 4 % slower on Zen 3 and Zen 4). beside "dynamic rows of 16", "dynamic rows of 384", "bits"
constexpr size_t kPrefetchBytes = 4096, kPrefetchedBytes = size_t{1} << 20;

// Layouts (segments.h). beside "axis", beside "blocks"

// Runs of at least so many elements go to the kernels as runs.
constexpr uint64_t kLongRun = 64;
// So do runs of 16 and of 32 elements: they are whole vectors, and common block sizes.
constexpr bool isVectorRun(uint64_t run) { return run == 16 || run == 32; }
// So do runs of kShortRun elements or more where the parameters repeat fewer than kFewRows times in the data: the table with
// parameters for each column, which kernels for rows need, then costs more than it saves.
constexpr uint64_t kShortRun = 4, kFewRows = 4;
// Periods of at least so many columns are rows by themselves; of shorter ones several make up a row (a tile).
constexpr uint64_t kLongPeriod = 256;
// Shorter periods without runs are rows by themselves too, if they are a multiple of so many columns: whole chunks.
constexpr uint64_t kWholePeriod = 64;
// Blocks of fewer elements than this have their parameters looked up for each element, if blocks differ in length; so have
// blocks of several columns with fewer than kLeastTile elements.
constexpr uint64_t kLeastRun = 16, kLeastTile = 128;

// Entry points (quantization.cpp, dynamic.cpp).

// Runs of at least so many elements go to the kernels for one set of parameters, run by run. beside "axis 0"
constexpr size_t kOneSetRun = 4096;
// Elements that are on their way through a buffer on the stack: codes to be packed, floats of requantize. beside "int4"
constexpr size_t kBufferElements = 4096;
// Elements that are quantized before those that must be finite are looked at: still in the second-level cache. beside "finite"
constexpr uint64_t kFiniteElements = 65536;
// Runs of at least so many elements are counted in tables of their own, shorter ones element by element: adding up the tables
// takes as long as counting so many. `npm run bench:calibration`
constexpr uint64_t kCountedRun = 2048;
// Elements whose ranges are found before their codes are made: they are still in the cache then. beside "dynamic blocks"
constexpr uint64_t kRangedElements = 4096;

// Rows of few bits (fit.cpp). `npm run bench:embeddings`

// Where the search looks first, as multiples of its first guess, in order: close to it where the quality is flat.
constexpr double kFitPlaces[] = {0.2, 0.6, 0.85, 0.95, 1.05, 1.2, 1.6, 3};
// So many thresholds at most are sorted; intervals with more are halved.
constexpr size_t kSortedSteps = 12;

// Patches (patches/).

// Rows of a patch that use a chunk's parameters before the next chunk's are loaded. One or eight take 1.1 to 1.3 times as
// long (Zen 3, rows of 1024 and 4096 in the last-level cache); prefetching changes nothing. On Emerald Rapids two take 1.15 and one 1.4
// times as long by AVX2 in the second-level cache, and 8 or 16 what 4 do. beside "axis 1 of [N/1024"
constexpr size_t kColumnRows = 4;
// The same for ranges: few enough streams for the hardware prefetcher. beside "ranges axis 1"
constexpr size_t kRangeRows = 16;
// Runs of at most so many chunks have their ranges reduced a vector of runs at a time. beside "ranges blocks"
constexpr size_t kShortRangeChunks = 2;

// ggml: blocks that are converted to or from float32 through the stack at a time. `npm run bench -- --only ggml`
constexpr size_t kGgmlBlocks = 64;

// Searching (search/). `npm run bench:native -- search`

// Rows of each of the eight streams whose sums are made before their scores are.
constexpr size_t kSearchSteps = 16;
// The best k of fewer held scores than kFewSelected are found by quickselect at once (search/select.h); of kManySelected or more a
// larger sample says which are left out.
constexpr size_t kFewSelected = 128, kManySelected = 1500;
constexpr size_t kFewSamples = 7, kManySamples = 31;
// Of k that are wanted, the pivot is to leave k + k / kPivotMargin, and up to k + k / kLeftMargin may stay. So many pivots are tried; one that
// leaves more than kMostLeft eighths is none.
constexpr uint64_t kPivotMargin = 8, kLeftMargin = 4, kMostLeft = 7;
constexpr int kPivotTries = 8;
// From so many queries on, several of them meet several rows in registers (search/tiles.h): fewer leave most lanes empty.
constexpr size_t kTileQueries = 8;
// Bytes of rows that are widened for all tiles of queries, at most. They are read from the second-level cache, six rows at a time; in the first
// is the tile.
constexpr size_t kTileBytes = 49152;
// The most rows that are widened at a time, a multiple of kTileRows, and queries whose constants are read once for all rows.
constexpr size_t kMostTileRows = 48, kTiledQueries = 64;
// Elements of other types than float32 that are converted at a time.
constexpr size_t kConvertedFloats = 256;

}  // namespace linquant::tuning

#endif  // LINQUANT_CORE_TUNING_H_
