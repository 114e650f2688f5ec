/**
 * Named volumes: directories of the data root that outlive containers and are mounted into any
 * number of them. Nothing here mounts; what is on a volume is the containers' own.
 */
package dev.davit.image.volume;
