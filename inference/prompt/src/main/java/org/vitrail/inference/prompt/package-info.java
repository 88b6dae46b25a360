/**
 * How prompts with weights are written, for those who accept them and those who draw them. Knows
 * neither chats nor models.
 */
package org.vitrail.inference.prompt;
