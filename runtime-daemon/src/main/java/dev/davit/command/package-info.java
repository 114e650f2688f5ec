/**
 * The {@code davit} command: verbs that parse their options, call the embedded API and print.
 *
 * <p>Belongs here: the words of the command line, tables, terminal and signals of the user, exit
 * codes. Does not belong here: anything an embedding program would want too; that is in {@code
 * dev.davit.engine}.
 *
 * <p>Options are declared with picocli's programmatic model and only for the verb at hand: reading
 * annotations of all verbs costs more time than starting the container.
 */
package dev.davit.command;
