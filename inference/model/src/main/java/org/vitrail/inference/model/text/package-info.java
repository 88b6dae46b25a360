/** Text to ids, as networks of several families read it. */
package org.vitrail.inference.model.text;
