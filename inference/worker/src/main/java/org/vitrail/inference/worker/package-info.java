/**
 * The process that claims jobs, draws those of many people in one batch and publishes pictures. It
 * keeps nothing that a restart loses: an unfinished job is claimed again.
 */
package org.vitrail.inference.worker;
