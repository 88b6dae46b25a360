/**
 * What a small model's prompts may say: the words that its training named, those that mean the
 * same, and phrases around a prompt that leaves its style, size or surroundings open. Knows neither
 * networks nor pictures.
 */
package org.vitrail.inference.model.lexicon;
