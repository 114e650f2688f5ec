/** The davit command. */
package dev.davit.command;
