/**
 * The archives of saved containers, in the form that other engines write and read too: what is in
 * one, how it is packed and unpacked. What a container is and how it is saved does not belong here.
 */
package dev.davit.engine.checkpoint;
