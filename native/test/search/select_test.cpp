// The best k of blocks of scores, beside a sort of all of them: any order, ties everywhere, NaN and infinities, lists of rows.
//
//   select_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes about a second
#include "../definition/search.h"

#include "../support/tensors.h"

namespace linquant::test {
namespace {

std::vector<double> randomScores(Random& random, size_t count) {
  std::vector<double> scores(count);
  const int64_t kind = random.integer(0, 6);
  for (size_t i = 0; i < count; i++) {
    const double at = static_cast<double>(i);
    const double kinds[] = {
        random.real(-1, 1),         at, -at, static_cast<double>(random.integer(-3, 3)), 0,
        random.coin() ? 0.0 : -0.0, NAN};
    scores[i] = kinds[kind];
    const double special[] = {NAN, INFINITY, -INFINITY, 0, 1};
    if (kind == 0 && random.integer(0, 30) == 0) scores[i] = special[random.integer(0, 4)];
    if (kind == 6 && random.coin()) scores[i] = special[random.integer(0, 4)];
  }
  return scores;
}

// Ids that go up by one, or of a list in any order.
std::vector<uint32_t> randomIds(Random& random, size_t count, bool isListed, uint32_t first) {
  std::vector<uint32_t> ids(count);
  for (size_t i = 0; i < count; i++) ids[i] = first + static_cast<uint32_t>(i);
  for (size_t i = count; isListed && i > 1; i--)
    std::swap(ids[i - 1], ids[random.size(static_cast<int64_t>(i)) - 1]);
  return ids;
}

void testSelect(const KernelTable& table, Random& random) {
  SelectCall call = {};
  call.queries = random.size(3);
  const size_t ks[] = {1, 2, 10, 100, 255, 256, 300, 1000};
  call.k = ks[random.integer(0, 7)];
  call.capacity = capacityOf(call.k);
  call.isLargest = random.coin();
  const size_t count = random.integer(0, 5) == 0 ? random.size(20000) : random.size(2000);
  const bool isListed = random.coin();
  const uint32_t first = random.coin() ? 0 : 0xffffffff - 20000;
  const std::vector<uint32_t> ids = randomIds(random, count, isListed, first);
  std::vector<std::vector<double>> all;
  for (size_t q = 0; q < call.queries; q++) all.push_back(randomScores(random, count));
  WatchedBuffer keys, held, counts;
  call.keys = keys.place(call.queries * call.capacity * sizeof(double), random.size(7));
  call.ids = held.place(call.queries * call.capacity * sizeof(uint32_t), random.size(3));
  call.counts = counts.place(call.queries * sizeof(double), 0);
  memset(call.counts, 0, call.queries * sizeof(double));
  for (size_t at = 0; at < count; at += call.rows) {
    call.rows = std::min(count - at, random.size(700));
    std::vector<double> block;
    for (const auto& scores : all) {
      block.insert(block.end(), scores.begin() + static_cast<ptrdiff_t>(at),
                   scores.begin() + static_cast<ptrdiff_t>(at + call.rows));
    }
    call.scores = raw(block.data());
    call.firstRow = isListed ? 0 : first + at;
    call.list = isListed ? raw(ids.data() + at) : nullptr;
    table.selectBest(call);
  }
  const std::string context =
      text("%s k %llu of %zu%s", table.name, number(call.k), count, isListed ? ", listed" : "");
  CHECK(keys.isIntact() && held.isIntact() && counts.isIntact(), "wrote outside: %s", context.c_str());
  for (size_t q = 0; q < call.queries; q++) {
    const size_t kept = static_cast<size_t>(valueAt<double>(call.counts, q));
    CHECK(kept <= call.capacity && kept >= std::min<size_t>(count, call.k), "%zu held: %s", kept,
          context.c_str());
    std::vector<double> scores;
    std::vector<uint32_t> rows;
    for (size_t i = 0; i < kept && i < call.capacity; i++) {
      scores.push_back(valueAt<double>(call.keys, q * call.capacity + i));
      rows.push_back(valueAt<uint32_t>(call.ids, q * call.capacity + i));
    }
    const auto expected = definition::bestOf(all[q], ids, call.k, call.isLargest);
    const auto given = definition::bestOf(scores, rows, call.k, call.isLargest);
    for (size_t i = 0; i < expected.size() && i < given.size(); i++) {
      const double a = all[q][expected[i]], b = scores[given[i]];
      CHECK(ids[expected[i]] == rows[given[i]] && (memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b)),
            "place %zu: row %u with %g, not %u with %g: %s", i, rows[given[i]], b, ids[expected[i]], a,
            context.c_str());
    }
  }
}

// Counts, keys and ids that another thread has written are not trusted.
void testHostile(const KernelTable& table, Random& random) {
  SelectCall call = {};
  call.queries = 1;
  call.k = random.size(300);
  call.capacity = capacityOf(call.k);
  call.rows = random.size(1000);
  const Data scores = randomBytes(random, call.rows * sizeof(double));
  Data keys = randomBytes(random, call.capacity * sizeof(double)),
       ids = randomBytes(random, call.capacity * sizeof(uint32_t));
  const double counts[] = {
      -1, NAN, INFINITY, 1e300, 0.5, static_cast<double>(call.capacity), static_cast<double>(call.k)};
  double count = counts[random.integer(0, 6)];
  call.scores = scores.data();
  keys.shrink_to_fit();
  ids.shrink_to_fit();
  call.keys = keys.data();
  call.ids = ids.data();
  call.counts = raw(&count);
  table.selectBest(call);
  CHECK(count >= 0 && count <= static_cast<double>(call.capacity), "%s: %g held", table.name, count);
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20270302);
  forEachTable([&](const linquant::KernelTable& table) {
    Random random(runs.seed);
    for (int run = 0; run < 600 * runs.factor + 1; run++) {
      testSelect(table, random);
      testHostile(table, random);
    }
  });
  return finish("select_test");
}
