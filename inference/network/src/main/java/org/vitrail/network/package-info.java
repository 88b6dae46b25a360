/**
 * The way out of this machine: which proxy leads to an address, and why it does not. Every client
 * here goes out through it, save for Redis, which belongs to the house.
 */
package org.vitrail.network;
