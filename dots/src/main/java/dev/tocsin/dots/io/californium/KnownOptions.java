// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.californium;

import java.util.Iterator;
import org.eclipse.californium.core.coap.option.IntegerOptionDefinition;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.coap.option.OptionDefinition;
import org.eclipse.californium.core.coap.option.OptionRegistry;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;

/// The library's options and Hop-Limit. Critical options that nobody knows are let through, so that
/// they are refused with 4.02 and a reason where Californium's parser would only reset.
public final class KnownOptions implements OptionRegistry {

  // RFC 8768 §3: Hop-Limit, elective, one byte.
  public static final IntegerOptionDefinition HOP_LIMIT =
      new IntegerOptionDefinition(16, "Hop-Limit", true, 1, 1);

  private final OptionRegistry known =
      new MapBasedOptionRegistry(StandardOptionRegistry.getDefaultOptionRegistry(), HOP_LIMIT);

  @Override
  public OptionDefinition getDefinitionByNumber(int code, int optionNumber) {
    OptionDefinition definition = known.getDefinitionByNumber(code, optionNumber);
    return definition != null || (optionNumber & 1) == 0
        ? definition
        : new OpaqueOptionDefinition(optionNumber, "unknown critical option " + optionNumber);
  }

  @Override
  public OptionDefinition getDefinitionByNumber(int optionNumber) {
    return known.getDefinitionByNumber(optionNumber);
  }

  @Override
  public OptionDefinition getDefinitionByName(String name) {
    return known.getDefinitionByName(name);
  }

  @Override
  public boolean contains(OptionDefinition definition) {
    return known.contains(definition);
  }

  @Override
  public Iterator<Entry> iterator() {
    return known.iterator();
  }
}
