/** What has to outlive its process while Redis does not take it. */
package org.vitrail.inference.protocol.spool;
