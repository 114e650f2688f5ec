/*
 * floor -n RUNS PROGRAM ARG...   RUNS times: clone3 with every namespace of a container (mount, PID,
 *                                network, IPC, UTS, cgroup), execve of the program, wait: what the
 *                                kernel itself takes to start a container that is set up in no way.
 * floor -s RUNS PROGRAM ARG...   RUNS times: posix_spawn of the program, wait: the time that a command
 *                                takes, measured from outside.
 *
 * Prints the nanoseconds of each run on a line of its own. The program's output goes to /dev/null.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

static pid_t in_namespaces(char **argv) {
  struct clone_args args = {
      .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP,
      .exit_signal = SIGCHLD,
  };
  pid_t pid = syscall(SYS_clone3, &args, sizeof args);
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 1);
    execv(argv[0], argv);
    _exit(127);
  }
  return pid;
}

static pid_t spawned(char **argv) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/zero", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t pid;
  errno = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return errno ? -1 : pid;
}

int main(int argc, char **argv) {
  if (argc < 4 || (strcmp(argv[1], "-n") && strcmp(argv[1], "-s"))) {
    fprintf(stderr, "usage: floor -n|-s RUNS PROGRAM ARG...\n");
    return 2;
  }
  int runs = atoi(argv[2]);
  for (int i = 0; i < runs; i++) {
    long long start = now();
    pid_t pid = argv[1][1] == 'n' ? in_namespaces(argv + 3) : spawned(argv + 3);
    if (pid < 0) fail(argv[3]);
    int status;
    if (waitpid(pid, &status, 0) != pid) fail("waitpid");
    long long end = now();
    if (status != 0) {
      fprintf(stderr, "floor: %s: status %#x\n", argv[3], status);
      return 1;
    }
    printf("%lld\n", end - start);
  }
  return 0;
}
