/**
 * Takes HTTP requests as the clients of OpenAI, Anthropic, llama.cpp and Ollama send them, gives
 * what those clients expect.
 *
 * <p>{@link io.llamajar.server.Routes} lists what there is; behind each line is an {@link
 * io.llamajar.server.Endpoint}, which sees an {@link io.llamajar.server.Exchange} and nothing of
 * how it travels. Knows nothing of command lines, and opens no file that a request names but by a
 * plain name in the folder for saved texts.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.server;
