// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

/// One command of an operator or detector that waits for its replies.
public record CommandId(long value) {}
