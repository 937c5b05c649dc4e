using System.Globalization;
using System.Text;
using System.Xml;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Notices as Atom (RFC 4287), in pages (RFC 5005 section 3). Pure.</summary>
internal static class AtomFeed
{
    public const string ContentType = "application/atom+xml; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/feed.atom";
    public const int PageSize = 50;

    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>The page asked for; null when there is none.</summary>
    public static byte[]? Build(ShownNotices shown, FeedQuestion question)
    {
        var pages = Math.Max(1, (shown.Notices.Length + PageSize - 1) / PageSize);
        if (question.Page > pages)
        {
            return null;
        }

        using var body = new MemoryStream();
        using (var xml = XmlWriter.Create(body, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, question.Tag);
            Element(xml, "id", question.Link(Path));
            Element(xml, "title", question.In("Varsler fra Altinn til leverandører", "Varsel frå Altinn til leverandørar", "Notices from Altinn to vendors"));
            Element(xml, "updated", Instant(shown.Changed ?? DateTimeOffset.UnixEpoch));
            xml.WriteStartElement("author", Atom);
            Element(xml, "name", "Digdir");
            xml.WriteEndElement();
            Link(xml, "self", question.Link(Path, question.Page), "application/atom+xml");
            Link(xml, "alternate", question.Link(NoticeFeedsApi.Prefix), "text/html");
            if (pages > 1)
            {
                Link(xml, "first", question.Link(Path, 1), "application/atom+xml");
                Link(xml, "last", question.Link(Path, pages), "application/atom+xml");
                if (question.Page > 1)
                {
                    Link(xml, "previous", question.Link(Path, question.Page - 1), "application/atom+xml");
                }

                if (question.Page < pages)
                {
                    Link(xml, "next", question.Link(Path, question.Page + 1), "application/atom+xml");
                }
            }

            foreach (var notice in shown.Notices.Skip((question.Page - 1) * PageSize).Take(PageSize))
            {
                Entry(xml, notice, question);
            }

            xml.WriteEndElement();
        }

        return body.ToArray();
    }

    private static void Entry(XmlWriter xml, NoticePicture notice, FeedQuestion question)
    {
        xml.WriteStartElement("entry", Atom);
        Element(xml, "id", $"urn:uuid:{notice.Id:D}");
        Element(xml, "title", question.In(notice.Title));
        Element(xml, "published", Instant(notice.PublishedAt));
        Element(xml, "updated", Instant(notice.UpdatedAt));
        Link(xml, "alternate", question.PageOf(notice.Id), "text/html");
        Category(xml, notice.Kind.Word());
        Category(xml, notice.State.Word());
        foreach (var product in notice.Products)
        {
            Category(xml, product);
        }

        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "text");
        xml.WriteString(Clean(FeedText.Of(notice, question)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Category(XmlWriter xml, string term)
    {
        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", Clean(term));
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", Clean(address));
        xml.WriteAttributeString("type", type);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string value) => xml.WriteElementString(name, Atom, Clean(value));

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Without what XML 1.0 cannot hold at all: control characters, and halves of characters.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' or >= 0x20 and not (0xFFFE or 0xFFFF))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }
}
