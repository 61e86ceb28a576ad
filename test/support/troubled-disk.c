/*
 * Preloaded into a process, answers for the disk below one directory as a file says at that moment: "full", "broken", "readonly", "slow 5" (seconds a
 * flush takes), anything else as the disk itself.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name, type) \
  static type real; \
  if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef int (*open_type)(const char *, int, ...);
typedef int (*sync_type)(int);

/* What the disk says now. */
static char order(double *seconds) {
  char text[32] = "";
  const char *file = getenv("BORNE_DISK_ORDER");
  REAL("open", open_type);
  int from = file ? real(file, O_RDONLY | O_CLOEXEC) : -1;
  if (from < 0) return 'n';
  ssize_t length = read(from, text, sizeof text - 1);
  close(from);
  text[length > 0 ? length : 0] = 0;
  if (seconds) *seconds = strncmp(text, "slow ", 5) == 0 ? atof(text + 5) : 0;
  return text[0];
}

static int below(const char *path) {
  const char *directory = getenv("BORNE_DISK_DIRECTORY");
  return directory && strncmp(path, directory, strlen(directory)) == 0;
}

static int ours(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below(path);
}

/* The error of a write, or 0. */
static int refusal(void) {
  switch (order(NULL)) {
    case 'f': return ENOSPC;
    case 'b': return EIO;
    case 'r': return EROFS;
    default: return 0;
  }
}

static int synced(const char *name, int fd) {
  sync_type real = (sync_type)dlsym(RTLD_NEXT, name);
  if (ours(fd)) {
    double seconds = 0;
    char said = order(&seconds);
    if (said == 'b' || said == 'r') { errno = said == 'b' ? EIO : EROFS; return -1; }
    if (seconds > 0) usleep((useconds_t)(seconds * 1e6));
  }
  return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

#define WRITES(result, name, parameters, arguments) \
  result name parameters { \
    typedef result (*type) parameters; \
    REAL(#name, type); \
    if (ours(fd)) { int error = refusal(); if (error) { errno = error; return -1; } } \
    return real arguments; \
  }

WRITES(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
WRITES(ssize_t, pwrite, (int fd, const void *bytes, size_t length, off_t at), (fd, bytes, length, at))
WRITES(ssize_t, pwrite64, (int fd, const void *bytes, size_t length, off64_t at), (fd, bytes, length, at))
WRITES(int, ftruncate, (int fd, off_t length), (fd, length))
WRITES(int, ftruncate64, (int fd, off64_t length), (fd, length))

static int opened(const char *name, const char *path, int flags, mode_t mode) {
  open_type real = (open_type)dlsym(RTLD_NEXT, name);
  if ((flags & O_ACCMODE) != O_RDONLY && below(path) && order(NULL) == 'r') { errno = EROFS; return -1; }
  return real(path, flags, mode);
}

#define OPENS(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return opened(#name, path, flags, mode); \
  }

OPENS(open)
OPENS(open64)
