/**
 * Takes the path of a part of the web page, gives the file and how a browser is to treat it.
 *
 * <p>The page itself lies beside, in the resources of this package; its {@code page.js} says which
 * file does what. Knows nothing of HTTP servers and models.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.server.page;
