/**
 * What operators edit, read once at start into validated records. Knows files and environment
 * variables; knows nobody who uses the values.
 */
package org.vitrail.config;
