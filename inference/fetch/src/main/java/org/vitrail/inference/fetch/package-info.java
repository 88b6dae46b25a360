/**
 * Turns catalogue entries into files on disk: downloads what is missing, resumes what was cut, and
 * compares checksums. Knows addresses, bytes and folders; knows nothing of tensors or pictures.
 */
package org.vitrail.inference.fetch;
