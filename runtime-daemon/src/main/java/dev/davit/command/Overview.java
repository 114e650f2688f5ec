package dev.davit.command;

import java.io.PrintStream;

/** The help of the command as a whole. Plain text: it must not cost the loading of all verbs. */
final class Overview {

  private static final String TEXT =
      """
      Usage: davit [--root DIR] [--state DIR] COMMAND [OPTION...] [ARGUMENT...]

      Runs Linux containers: in the foreground no daemon is needed, and no image.

      Containers:
        run       start a container and wait for it, or with -d let the daemon keep it
        ps        list containers
        exec      execute a program in a container that runs
        logs      print what a detached container, or one of a pod, has printed
        attach    connect with the input and output of such a container
        start     let detached containers that have ended run again
        stop      ask containers to end, and kill those that do not
        restart   stop detached containers and start them again
        wait      wait for the end of containers, and print their exit codes
        pause     let all processes of containers stand still
        unpause   let them go on
        checkpoint  save a detached container with its memory into an archive
        restore   let a container of such an archive go on
        update    change the limits of containers that run
        stats     show what containers use
        top       list the processes of a container
        kill      send a signal to a container
        rm        remove a container that has ended
        inspect   show all about a container or an image, as JSON
        events    print what happens to detached containers and pods
        port-forward  lead ports of this machine to ports of a pod
        cp        copy files between a container and this machine
        diff      list what a container has changed
        commit    make an image of a container
        explain   print the system calls that a start would make

      Images:
        pull      take an image from a registry
        push      bring an image into a registry
        tags      list the tags of a repository
        referrers list signatures and other artifacts that refer to an image
        catalog   list the repositories of a registry
        login     log in to a registry
        logout    forget a login
        load      take images from an archive: docker save or OCI layout
        import    make an image from a tar of a root file system
        save      write images into an archive
        images    list images
        history   say how the layers of an image were made
        tag       give an image one more name
        rmi       remove an image

      Others:
        volume    make, list and remove named volumes
        system    tell the disk space, throw away what nobody needs
        check     find and mend damage of the data root
        pod       run pods of a file, list, measure, stop and remove them
        daemon    serve the Kubernetes CRI on a Unix socket
        doctor    say what this machine offers to containers, and what to change
        unshare   execute a program where an ordinary user's containers and files are
        version   print the version

      Options of every command, before or after it:
        --root DIR    images and writable layers (default: /var/lib/davit; of an ordinary user,
                      ~/.local/share/davit)
        --state DIR   run state (default: /run/davit; of an ordinary user, $XDG_RUNTIME_DIR/davit)
        -h, --help    help; davit COMMAND --help has examples

      Exit codes: run and exec give the program's own, 128+N if signal N killed it, 127 if it was not
      found, 126 if it could not be executed, 125 for every failure of davit itself. The other
      commands give 0, 1 for a failure and 2 for a wrong command line.

      Start here, no image needed:
        davit run --rootfs / sh
      """;

  private Overview() {}

  static void print(PrintStream out) {
    out.print(TEXT);
  }
}
