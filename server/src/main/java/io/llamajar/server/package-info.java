/**
 * Takes HTTP requests as the clients of OpenAI, Anthropic, llama.cpp and Ollama send them, gives
 * what those clients expect.
 *
 * <p>{@link io.llamajar.server.Routes} lists what there is; behind each line is an {@link
 * io.llamajar.server.Endpoint}, which sees an {@link io.llamajar.server.Exchange} and nothing of
 * how it travels. Knows nothing of command lines, and never opens a file that a request names.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.server;
