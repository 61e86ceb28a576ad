/*
 * Preloaded into a process, writes down what that does to the files below one directory: creations, writes, truncations, flushes, renames and
 * removals, in order, and between them what it says on its standard output. With BORNE_RECORD_FAIL=n each n-th flush by another thread than the
 * first fails, and is written down as one that failed. Memory mappings are not seen (SQLite has only its shared index there, which
 * no power cut keeps).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *directory;
static int sink = -1;
static char watched[FDS];
static int fail_every;
static int late_flushes;

#define REAL(name, type) \
  static type real; \
  if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*write_type)(int, const void *, size_t);

static void raw(const void *bytes, size_t length) {
  REAL("write", write_type);
  const char *at = bytes;
  while (length > 0) {
    ssize_t done = real(sink, at, length);
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

__attribute__((constructor)) static void begin(void) {
  const char *log = getenv("BORNE_RECORD_LOG");
  directory = getenv("BORNE_RECORD_DIRECTORY");
  if (!log || !directory) return;
  const char *fail = getenv("BORNE_RECORD_FAIL");
  fail_every = fail ? atoi(fail) : 0;
  typedef int (*open_type)(const char *, int, ...);
  REAL("open", open_type);
  int low = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (low < 0) abort();
  /* Out of the way of whoever counts descriptors. */
  sink = fcntl(low, F_DUPFD_CLOEXEC, 900);
  if (sink < 0) abort();
}

/* One line of words, then so many bytes. */
static void note(const char *words, const void *bytes, size_t length) {
  pthread_mutex_lock(&lock);
  raw(words, strlen(words));
  if (length > 0) raw(bytes, length);
  pthread_mutex_unlock(&lock);
}

static int inside(const char *path) {
  return sink >= 0 && path && strncmp(path, directory, strlen(directory)) == 0;
}

static int is_watched(int fd) {
  return fd >= 0 && fd < FDS && watched[fd];
}

static unsigned long inode(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (unsigned long)status.st_ino : 0;
}

static void opened(int fd, const char *path, int flags) {
  struct stat status;
  if (fd < 0 || fd >= FDS) return;
  watched[fd] = 0;
  if (!inside(path) || fstat(fd, &status) != 0) return;
  char words[4400];
  watched[fd] = 1;
  if (S_ISDIR(status.st_mode)) {
    watched[fd] = 2;
    return;
  }
  snprintf(words, sizeof words, "C %lu 0 %s\n", (unsigned long)status.st_ino, path);
  note(words, NULL, 0);
  if (flags & O_TRUNC) {
    snprintf(words, sizeof words, "T %lu 0\n", (unsigned long)status.st_ino);
    note(words, NULL, 0);
  }
}

#define OPENER(name) \
  int name(const char *path, int flags, ...) { \
    typedef int (*type)(const char *, int, ...); \
    REAL(#name, type); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    int fd = real(path, flags, mode); \
    opened(fd, path, flags); \
    return fd; \
  }
OPENER(open)
OPENER(open64)

int close(int fd) {
  typedef int (*type)(int);
  REAL("close", type);
  if (fd >= 0 && fd < FDS) watched[fd] = 0;
  return real(fd);
}

static void written(int fd, const void *bytes, ssize_t length, off_t offset) {
  char words[120];
  if (length <= 0) return;
  snprintf(words, sizeof words, "W %lu %lld %lld\n", inode(fd), (long long)offset, (long long)length);
  note(words, bytes, (size_t)length);
}

/* Where the next write goes. */
static off_t place(int fd) {
  struct stat status;
  if ((fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &status) == 0) return status.st_size;
  return lseek(fd, 0, SEEK_CUR);
}

static void said(const void *bytes, ssize_t length) {
  char words[60];
  if (length <= 0) return;
  snprintf(words, sizeof words, "A 0 0 %lld\n", (long long)length);
  note(words, bytes, (size_t)length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL("write", write_type);
  off_t offset = is_watched(fd) ? place(fd) : 0;
  ssize_t done = real(fd, bytes, length);
  if (is_watched(fd)) written(fd, bytes, done, offset);
  else if (fd == 1 && sink >= 0) said(bytes, done);
  return done;
}

#define POSITIONED(name) \
  ssize_t name(int fd, const void *bytes, size_t length, off_t offset) { \
    typedef ssize_t (*type)(int, const void *, size_t, off_t); \
    REAL(#name, type); \
    ssize_t done = real(fd, bytes, length, offset); \
    if (is_watched(fd)) written(fd, bytes, done, offset); \
    return done; \
  }
POSITIONED(pwrite)
POSITIONED(pwrite64)

static void gathered(int fd, const struct iovec *parts, int count, ssize_t done, off_t offset) {
  for (int part = 0; part < count && done > 0; part++) {
    ssize_t length = (ssize_t)parts[part].iov_len < done ? (ssize_t)parts[part].iov_len : done;
    written(fd, parts[part].iov_base, length, offset);
    offset += length;
    done -= length;
  }
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  typedef ssize_t (*type)(int, const struct iovec *, int);
  REAL("writev", type);
  off_t offset = is_watched(fd) ? place(fd) : 0;
  ssize_t done = real(fd, parts, count);
  if (is_watched(fd)) gathered(fd, parts, count, done, offset);
  return done;
}

#define GATHERED(name) \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t offset) { \
    typedef ssize_t (*type)(int, const struct iovec *, int, off_t); \
    REAL(#name, type); \
    ssize_t done = real(fd, parts, count, offset); \
    if (is_watched(fd)) gathered(fd, parts, count, done, offset); \
    return done; \
  }
GATHERED(pwritev)
GATHERED(pwritev64)

static void flushed(int fd) {
  char words[60];
  if (!is_watched(fd)) return;
  snprintf(words, sizeof words, watched[fd] == 2 ? "D %lu 0\n" : "S %lu 0\n", inode(fd));
  note(words, NULL, 0);
}

/* As a disk that cannot be written to: whoever flushes next is told nothing of it. */
static int fails(int fd) {
  char words[60];
  if (!fail_every || watched[fd] != 1 || syscall(SYS_gettid) == getpid()) return 0;
  if (__atomic_add_fetch(&late_flushes, 1, __ATOMIC_SEQ_CST) % fail_every != 0) return 0;
  snprintf(words, sizeof words, "F %lu 0\n", inode(fd));
  note(words, NULL, 0);
  errno = EIO;
  return 1;
}

#define FLUSHER(name) \
  int name(int fd) { \
    typedef int (*type)(int); \
    REAL(#name, type); \
    if (is_watched(fd) && fails(fd)) return -1; \
    int result = real(fd); \
    if (result == 0) flushed(fd); \
    return result; \
  }
FLUSHER(fsync)
FLUSHER(fdatasync)

#define TRUNCATER(name) \
  int name(int fd, off_t length) { \
    typedef int (*type)(int, off_t); \
    REAL(#name, type); \
    int result = real(fd, length); \
    char words[80]; \
    snprintf(words, sizeof words, "T %lu %lld\n", inode(fd), (long long)length); \
    if (result == 0 && is_watched(fd)) note(words, NULL, 0); \
    return result; \
  }
TRUNCATER(ftruncate)
TRUNCATER(ftruncate64)

int rename(const char *from, const char *to) {
  typedef int (*type)(const char *, const char *);
  REAL("rename", type);
  int result = real(from, to);
  if (result == 0 && inside(to)) {
    char words[8800];
    snprintf(words, sizeof words, "R 0 0 %s\t%s\n", from, to);
    note(words, NULL, 0);
  }
  return result;
}

int unlink(const char *path) {
  typedef int (*type)(const char *);
  REAL("unlink", type);
  int result = real(path);
  if (result == 0 && inside(path)) {
    char words[4400];
    snprintf(words, sizeof words, "U 0 0 %s\n", path);
    note(words, NULL, 0);
  }
  return result;
}
