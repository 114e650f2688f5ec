/**
 * What a file says about a pod: the CRI's messages as JSON, or a Pod of Kubernetes as YAML or JSON.
 * Pure: a file is read and decoded here, and nothing is made. What a runtime cannot do is refused
 * by the path of the field.
 */
package dev.davit.manifest;
