// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.entity;

import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.base.net.Prefix;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/// What has properties (RFC 9240 §5.1.3): an address or a prefix, or what has a name.
public sealed interface Entity {

  String ASN = "asn";
  String COUNTRY_CODE = "countrycode";
  String ANE = "ane";

  QualifiedName domain();

  /// In the form that everybody writes.
  String text();

  /// An address and the prefix of its full length are one (RFC 9240 §6.1.1.2).
  record Addresses(QualifiedName domain, Prefix prefix) implements Entity {
    @Override
    public String text() {
      var text = prefix.toString();
      var id = prefix.isSingleAddress() ? text.substring(0, text.indexOf('/')) : text;
      return domain.text() + ":" + id;
    }
  }

  /// @param id within its domain
  record Named(QualifiedName domain, String id) implements Entity {
    @Override
    public String text() {
      return domain.text() + ":" + id;
    }
  }

  /// Resource ids, types and ids may all have colons: only who knows the domains can tell where one
  /// ends.
  ///
  /// @return empty if the domain is none of these, or the rest of the text is not of its type
  static Optional<Entity> parse(String text, Collection<QualifiedName> domains) {
    return domains.stream()
        .filter(domain -> text.startsWith(domain.text() + ":"))
        .max((one, other) -> Integer.compare(one.text().length(), other.text().length()))
        .flatMap(domain -> of(domain, text.substring(domain.text().length() + 1)));
  }

  /// @return empty if the id is not of the domain's type
  static Optional<Entity> of(QualifiedName domain, String id) {
    if (isAddressType(domain.type())) {
      return TypedAddress.prefix(domain.type(), id).map(prefix -> new Addresses(domain, prefix));
    }
    return isName(domain.type(), id) ? Optional.of(new Named(domain, id)) : Optional.empty();
  }

  static boolean isAddressType(String type) {
    return type.equals(TypedAddress.IPV4) || type.equals(TypedAddress.IPV6);
  }

  private static boolean isName(String type, String id) {
    return switch (type) {
      case QualifiedName.PID, ANE -> Names.isPid(id);
      // RFC 9241 §5.1, §5.2
      case ASN -> Forms.ASN_ID.matcher(id).matches() && Long.parseLong(id.substring(2)) >> 32 == 0;
      case COUNTRY_CODE -> Forms.COUNTRY_ID.matcher(id).matches();
      default -> Names.isTag(id);
    };
  }
}

/// What ids of some types look like.
final class Forms {

  static final Pattern ASN_ID = Pattern.compile("as(0|[1-9][0-9]{0,9})");
  static final Pattern COUNTRY_ID = Pattern.compile("[a-z]{2}");

  private Forms() {}
}
