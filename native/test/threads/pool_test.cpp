// Random calls as jobs of the pool (native/threads): many at once, of several environments, with some that are stopped, give what the
// definition gives. `npm run test:native -- -DLINQUANT_SANITIZE=thread` looks for races as well.
//
//   pool_test [factor [seed]]
#include "../../threads/pool.h"

#include <memory>
#include <thread>

#include "../call/expected.h"
#include "../support/instruction_sets.h"

namespace linquant::test {
namespace {

constexpr size_t kEnvironments = 3, kJobs = 24;

// A call with its own views, given to the pool.
struct Task {
  CallCase given;
  Result expected, result;
  double numbers[kSlotCount];
  Job job;
  bool isStopped = false, isBegun = false, isFinished = false;

  Task(Random& random, Operation operation) : given(randomCall(random, operation)) {
    expected = expectedOf(given);
  }

  void prepareFor(Random& random, const KernelTable& table) {
    result = {};
    result.views = given.views;
    memcpy(numbers, given.numbers, sizeof numbers);
    const std::vector<View> views = viewsOf(result.views);
    job = Job{};
    job.table = &table;
    result.status = prepare(given.operation, numbers, views.data(), views.size(), job.call);
    job.lanes = static_cast<uint32_t>(random.integer(1, random.coin() ? 4 : 64));
    job.step = static_cast<uint64_t>(random.integer(1, random.coin() ? 20 : 2000));
    job.owner = this;
    job.finished = [](Job& finished) { static_cast<Task*>(finished.owner)->isFinished = true; };
    isStopped = random.integer(0, 5) == 0;
    isFinished = false;
    isBegun = result.status == Status::ok && begin(job);
  }

  void take() {
    giveJobResults(job, numbers);
    end(job);
  }

  void check(const std::string& context) {
    CHECK(isBegun == (steps(job.call) != Steps::parts), "%s", context.c_str());
    if (!isBegun) return;
    CHECK(isFinished, "%s", context.c_str());
    // What of a job that was stopped is done depends on the threads.
    if (isStopped) return;
    const double status = numbers[static_cast<size_t>(Slot::status)];
    takeResults(given, numbers, static_cast<Status>(static_cast<uint32_t>(status)), result, context);
    checkResult(expected, result, given, context);
  }
};

using Tasks = std::vector<std::unique_ptr<Task>>;

// What an environment does: all jobs at once, some stopped, and none left when it ends.
void runEnvironment(Tasks& tasks) {
  enterPool();
  for (const auto& task : tasks) {
    if (task->isBegun) task->isBegun = submit(task->job);
  }
  for (const auto& task : tasks) {
    if (task->isBegun && task->isStopped) stop(task->job);
  }
  for (const auto& task : tasks) {
    if (!task->isBegun) continue;
    (void)progressOf(task->job);
    await(task->job);
    task->take();
  }
  leavePool();
}

void testBatch(Random& random) {
  std::vector<Tasks> environments(kEnvironments);
  constexpr int64_t kLast = static_cast<int64_t>(Operation::prepareQueries) - 1;
  for (Tasks& tasks : environments) {
    for (size_t i = 0; i < kJobs; i++) {
      tasks.push_back(std::make_unique<Task>(random, static_cast<Operation>(random.integer(0, kLast))));
    }
  }
  forEachTable([&](const KernelTable& table) {
    for (Tasks& tasks : environments) {
      for (const auto& task : tasks) task->prepareFor(random, table);
    }
    std::vector<std::thread> threads;
    for (Tasks& tasks : environments) threads.emplace_back([&tasks] { runEnvironment(tasks); });
    for (std::thread& thread : threads) thread.join();
    for (const Tasks& tasks : environments) {
      for (const auto& task : tasks) task->check(task->given.describe(table.name));
    }
  });
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20261201);
  Random random(runs.seed);
  for (int run = 0; run < 20 * runs.factor + 1; run++) testBatch(random);
  return finish("pool_test");
}
