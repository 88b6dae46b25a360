/**
 * ruDALL-E: Malevich, Emojich, Surrealist, Kandinsky. A decoder-only transformer from Russian text
 * to image tokens, whose layers see parts of the picture only. Knows neither queues nor chats.
 */
package org.vitrail.inference.model.family.rudalle;
