// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

/// How often the values of a kind at a place changed, unsigned.
public record KindGeneration(long kind, long generation) {}
