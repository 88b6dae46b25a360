/**
 * Text to ids, by the tokenizer that a checkpoint brings. The rules of each model about special ids
 * and length stand here.
 */
package org.vitrail.inference.model.tokenizer;
