// Locks, conditions and threads of the operating system. Not the C++ library's: the addon links none, and cannot ask for a
// stack of a certain size with it.
#ifndef LINQUANT_THREADS_SYSTEM_H_
#define LINQUANT_THREADS_SYSTEM_H_

#include <stddef.h>

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>
#else
#include <pthread.h>
#endif

namespace linquant {

// musl gives a thread 128 KB unless it is asked for more.
constexpr size_t kStackBytes = size_t{1} << 20;

#if defined(_WIN32)

class Mutex {
 public:
  void lock() { AcquireSRWLockExclusive(&lock_); }
  void unlock() { ReleaseSRWLockExclusive(&lock_); }

 private:
  friend class Condition;
  SRWLOCK lock_ = SRWLOCK_INIT;
};

class Condition {
 public:
  void wait(Mutex& mutex) { SleepConditionVariableSRW(&condition_, &mutex.lock_, INFINITE, 0); }
  void wakeAll() { WakeAllConditionVariable(&condition_); }

 private:
  CONDITION_VARIABLE condition_ = CONDITION_VARIABLE_INIT;
};

class Thread {
 public:
  template <void (*work)()>
  bool start() {
    thread_ = CreateThread(
        nullptr, kStackBytes,
        [](void*) -> DWORD {
          work();
          return 0;
        },
        nullptr, STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr);
    return thread_ != nullptr;
  }
  void join() {
    WaitForSingleObject(thread_, INFINITE);
    CloseHandle(thread_);
  }

 private:
  HANDLE thread_ = nullptr;
};

#else

class Mutex {
 public:
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }

 private:
  friend class Condition;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

class Condition {
 public:
  void wait(Mutex& mutex) { pthread_cond_wait(&condition_, &mutex.mutex_); }
  void wakeAll() { pthread_cond_broadcast(&condition_); }

 private:
  pthread_cond_t condition_ = PTHREAD_COND_INITIALIZER;
};

class Thread {
 public:
  template <void (*work)()>
  bool start() {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    const auto run = [](void*) -> void* {
      work();
      return nullptr;
    };
    const bool isStarted = pthread_attr_setstacksize(&attributes, kStackBytes) == 0 &&
                           pthread_create(&thread_, &attributes, run, nullptr) == 0;
    pthread_attr_destroy(&attributes);
    return isStarted;
  }
  void join() { pthread_join(thread_, nullptr); }

 private:
  pthread_t thread_;
};

#endif

// Holds a lock until the end of its block.
class Locked {
 public:
  explicit Locked(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Locked() { mutex_.unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace linquant

#endif  // LINQUANT_THREADS_SYSTEM_H_
