/**
 * Writes the networks' programs, with inputs and what this machine's processor makes of them, into
 * a folder that can be checked and timed on another device without Java ({@code check.py}).
 */
package org.vitrail.inference.model.export;
