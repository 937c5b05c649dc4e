using Digdir.Altinn.VendorRegistry.Contacts;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>A text in the three languages that contact points are written to in.</summary>
internal sealed record Words(string Nb, string Nn, string En)
{
    public string In(ContactLanguage language) => language switch
    {
        ContactLanguage.Nn => Nn,
        ContactLanguage.En => En,
        _ => Nb,
    };
}
